/** Lets the app open without a network: what it is made of is kept by a service worker. */
export function registerOffline(): void {
  // A page that was open while a new version came may ask for a part that is gone: the new page has it.
  addEventListener('vite:preloadError', () => location.reload())
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  addEventListener('load', () => {
    // Refused in private windows and where storage is blocked; the app works all the same while there is a network.
    navigator.serviceWorker.register('/sw.js').catch(() => {})
  })
}
