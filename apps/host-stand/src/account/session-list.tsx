import type { OwnSession } from '@qtable/protocol'
import { LogOut } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import rowStyles from '../people/person-row.module.css'
import { useClient } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { toast } from '../ui/toaster.tsx'

const say = words.account

/** Where the signed-in person is signed in, and how they end that. */
export function SessionList() {
  const client = useClient()
  const [sessions, setSessions] = useState<readonly OwnSession[]>()
  const [isFailed, setFailed] = useState(false)

  const load = useCallback(async () => {
    try {
      setSessions((await client.request('GET', '/auth/sessions')) as OwnSession[])
      setFailed(false)
    } catch {
      setFailed(true)
    }
  }, [client])
  useEffect(() => void load(), [load])

  async function end(path: string, done: string): Promise<void> {
    const problem = await sendRequest(client, { method: 'DELETE', path }, { messages: { not_found: say.sessionGone } })
    if (!problem) toast({ title: done })
    await load()
  }

  const others = sessions?.filter(({ current }) => !current) ?? []
  return (
    <section className={styles.part}>
      <h3>{say.sessions}</h3>
      <p className={styles.hint}>{isFailed ? say.sessionsFailed : say.sessionsIntro}</p>
      <ul>
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            onEnd={() => void end(`/auth/sessions/${session.id}`, say.sessionEnded)}
          />
        ))}
      </ul>
      {others.length > 1 && (
        <div>
          <Button onClick={() => void end('/auth/sessions', say.othersEnded)}>{say.endOthers}</Button>
        </div>
      )}
    </section>
  )
}

// The server says `Chrome on Android`, in every language.
function deviceSaid(device: string): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device) ?? []
  return browser === undefined || system === undefined ? device : say.deviceOn({ browser, system })
}

function SessionRow({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const { exact } = useTimes()
  const { device, place, restaurant, seen_at, started_at, current } = session
  const name = device === null ? say.unknownDevice : deviceSaid(device)
  return (
    <li className={rowStyles.person}>
      <div className={rowStyles.who}>
        <p className={rowStyles.name}>
          {name} {current && <Badge>{say.thisDevice}</Badge>}
        </p>
        <p className={rowStyles.email}>{[restaurant, place].filter(Boolean).join(' · ')}</p>
        <p className={rowStyles.email}>{say.seen({ started: exact(started_at), seen: exact(seen_at) })}</p>
      </div>
      {!current && <IconButton label={say.end(name)} icon={<LogOut size={20} aria-hidden />} onClick={onEnd} />}
    </li>
  )
}
