// These run in the page.

/** Everything that the app stores on the device, as text. Never creates its database. */
export async function allThatIsKept(): Promise<string> {
  const kept: unknown[] = [{ ...localStorage }]
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    for (const store of db.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        const reading = db.transaction(store).objectStore(store).getAll()
        reading.onsuccess = () => resolve(reading.result)
        reading.onerror = () => reject(reading.error)
      })
      kept.push({ [store]: rows })
    }
    db.close()
  }
  return JSON.stringify(kept)
}

/** Whether the app itself is stored on the device, so that it opens offline. */
export async function isInstalled(): Promise<boolean> {
  return (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'
}
