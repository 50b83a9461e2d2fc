import { Link2, Plus, Trash2 } from 'lucide-react'
import { pageWords as words } from '../../page-words.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { edit, select } from './editing.ts'
import { addSection } from './edits.ts'
import styles from './fields.module.css'
import { type Layout, withCombination, withoutCombination, withoutSection, withSection } from './layout.ts'

const say = words.editor

/** The sections: name, colour and who serves there. */
export function SectionFields({ sections }: Pick<Layout, 'sections'>) {
  return (
    <section className={styles.group} aria-label={say.sections}>
      <h3 className={styles.groupTitle}>{say.sections}</h3>
      {[...sections.values()].map((section) => (
        <div key={section.id} className={styles.section}>
          <input
            type="color"
            className={styles.color}
            aria-label={`${say.sectionColor}: ${section.name}`}
            value={section.color}
            onChange={({ target }) =>
              edit((layout) => withSection(layout, { ...section, color: target.value }), `color ${section.id}`)
            }
          />
          <Field
            label={say.sectionNameOf(section.name)}
            isLabelHidden
            placeholder={say.sectionName}
            value={section.name}
            maxLength={80}
            onChange={({ target }) =>
              edit((layout) => withSection(layout, { ...section, name: target.value }), `name ${section.id}`)
            }
          />
          <Field
            label={say.sectionServerOf(section.name)}
            isLabelHidden
            className={styles.server}
            placeholder={say.sectionServer}
            value={section.serverName ?? ''}
            maxLength={120}
            onChange={({ target }) =>
              edit(
                (layout) => withSection(layout, { ...section, serverName: target.value || null }),
                `server ${section.id}`,
              )
            }
          />
          <IconButton
            label={say.removeSection(section.name)}
            icon={<Trash2 size={18} aria-hidden />}
            onClick={() => edit((layout) => withoutSection(layout, section.id))}
          />
        </div>
      ))}
      <Button icon={<Plus size={18} aria-hidden />} onClick={addSection}>
        {say.addSection}
      </Button>
    </section>
  )
}

/** The combinations: which tables can be joined, for how many. */
export function CombinationFields({ combinations }: Pick<Layout, 'combinations'>) {
  return (
    <section className={styles.group} aria-label={say.combinations}>
      <h3 className={styles.groupTitle}>{say.combinations}</h3>
      {combinations.size === 0 && <p className={styles.hint}>{say.combinationsHint}</p>}
      {[...combinations.values()].map((combination) => {
        const change = (fields: Partial<typeof combination>) =>
          edit(
            (layout) => withCombination(layout, { ...combination, ...fields }),
            `${Object.keys(fields).join()} ${combination.id}`,
          )
        return (
          <div key={combination.id} className={styles.combination}>
            <Button
              kind="quiet"
              className={styles.combinationName}
              icon={<Link2 size={18} aria-hidden />}
              onClick={() => select(combination.tableIds)}
            >
              {combination.name}
            </Button>
            <IconButton
              label={say.removeCombination(combination.name)}
              icon={<Trash2 size={18} aria-hidden />}
              onClick={() => edit((layout) => withoutCombination(layout, combination.id))}
            />
            <Stepper
              label={say.seats}
              value={combination.capacity}
              min={1}
              max={500}
              onChange={(capacity) => change({ capacity, minPartySize: Math.min(combination.minPartySize, capacity) })}
            />
            <Stepper
              label={say.smallest}
              value={combination.minPartySize}
              min={1}
              max={combination.capacity}
              onChange={(minPartySize) => change({ minPartySize })}
            />
          </div>
        )
      })}
    </section>
  )
}
