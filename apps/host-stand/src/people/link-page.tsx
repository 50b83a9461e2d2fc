import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { pageWords as words } from '../page-words.ts'
import styles from '../session/entry-page.module.css'
import { EntryPage } from '../session/entry-page.tsx'
import { usePagePath } from '../shell/page.ts'
import { linkButton } from '../ui/button.tsx'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import type { LinkState } from './use-link.ts'

const say = words.people.links

/** The frame of a page that a link opens, also while it loads and where the link does not work. */
export function LinkPage<T>({
  link,
  title,
  children,
}: {
  link: LinkState<T>
  title: (link: T) => string
  children: (link: T, token: string) => ReactNode
}) {
  const start = usePagePath('floor')
  switch (link.state) {
    case 'loading':
      return (
        <EntryPage title={words.common.loading}>
          <Skeleton rows={3} />
        </EntryPage>
      )
    case 'failed':
      return (
        <EntryPage title={say.offline}>
          <ErrorState title={say.offline} onRetry={link.retry} />
        </EntryPage>
      )
    case 'gone':
      return (
        <EntryPage title={say.gone}>
          <p className={styles.hint}>{say.goneHint}</p>
          <Link href={start} className={linkButton}>
            {say.toSignIn}
          </Link>
        </EntryPage>
      )
    case 'ready':
      return <EntryPage title={title(link.link)}>{children(link.link, link.token)}</EntryPage>
  }
}
