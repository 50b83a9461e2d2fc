import type { ReactNode } from 'react'
import { words } from '../words.ts'
import styles from './entry-page.module.css'
import { LanguageField } from './language-field.tsx'
import { RoomPicture } from './room-picture.tsx'

/** The frame of the pages before sign-in, with a picture of a room on wide screens. */
export function EntryPage({ title, children }: { title: string; children: ReactNode }) {
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
          <LanguageField />
        </div>
      </div>
      <RoomPicture />
    </main>
  )
}
