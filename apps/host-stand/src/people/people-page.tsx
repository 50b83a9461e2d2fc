import { roles } from '@qtable/domain'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { pageWords as words } from '../page-words.ts'
import { Button } from '../ui/button.tsx'
import { ColumnPage } from '../ui/column-page.tsx'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { AddPerson } from './add-person.tsx'
import { InvitationRow } from './invitation-row.tsx'
import { LinkPanel, type MadeLink } from './link-panel.tsx'
import styles from './people-page.module.css'
import { PersonRow } from './person-row.tsx'
import { usePeople } from './use-people.ts'

const say = words.people

/** The people who work here and their roles. */
export function PeoplePage() {
  const { people, invitations, state, load } = usePeople()
  const [isAdding, setAdding] = useState(false)
  const [link, setLink] = useState<MadeLink>()

  function showLink(made: MadeLink): void {
    setAdding(false)
    setLink(made)
  }
  return (
    <ColumnPage
      title={say.title}
      intro={say.intro}
      aside={
        !isAdding && (
          <Button
            kind="next"
            icon={<UserPlus size={20} aria-hidden />}
            onClick={() => {
              setLink(undefined)
              setAdding(true)
            }}
          >
            {say.add}
          </Button>
        )
      }
    >
      {isAdding && <AddPerson onLink={showLink} onDone={() => void load()} onClose={() => setAdding(false)} />}
      {link && <LinkPanel key={link.link} made={link} onClose={() => setLink(undefined)} />}
      {state === 'loading' && <Skeleton rows={4} />}
      {state === 'failed' && <ErrorState title={say.failed} onRetry={() => void load()} />}
      <ul>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} onLink={showLink} onChange={() => void load()} />
        ))}
      </ul>
      {invitations.length > 0 && (
        <section className={styles.invited}>
          <h3 className={styles.heading}>{say.invitedTitle}</h3>
          <ul>
            {invitations.map((invitation) => (
              <InvitationRow
                key={invitation.id}
                invitation={invitation}
                onLink={showLink}
                onChange={() => void load()}
              />
            ))}
          </ul>
        </section>
      )}
      <section className={styles.roles}>
        <h3 className={styles.heading}>{say.whatRolesMay}</h3>
        <dl>
          {roles.map((role) => (
            <div key={role} className={styles.role}>
              <dt>{words.session.roles[role]}</dt>
              <dd>{say.roleHints[role]}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.forgotten}>{say.forgotten}</p>
      </section>
    </ColumnPage>
  )
}
