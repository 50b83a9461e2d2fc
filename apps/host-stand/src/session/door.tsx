import type { ReactNode } from 'react'
import { words } from '../words.ts'
import styles from './door.module.css'
import { DoorPicture } from './door-picture.tsx'

/** The frame of the pages before one is signed in; beside it a room, where there is the width for one. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.door}>
      <div className={styles.scroll}>
        <div className={styles.inner}>
          <header className={styles.head}>
            <p className={styles.app}>
              <img src="/icon.svg" alt="" width={40} height={40} /> {words.common.app}
            </p>
            <p className={styles.hint}>{words.session.tagline}</p>
          </header>
          <h1>{title}</h1>
          {children}
        </div>
      </div>
      <DoorPicture />
    </main>
  )
}
