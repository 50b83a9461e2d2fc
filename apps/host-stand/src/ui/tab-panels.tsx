import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './tab-panels.module.css'

export interface TabPanelsProps<Name extends string> {
  label: string
  value: Name
  onChange: (name: Name) => void
  tabs: readonly { name: Name; label: string; count?: number | undefined; content: ReactNode }[]
}

/** Tabs with one visible panel. */
export function TabPanels<Name extends string>({ label, value, onChange, tabs }: TabPanelsProps<Name>) {
  return (
    <BaseTabs.Root className={styles.root} value={value} onValueChange={(name: Name) => onChange(name)}>
      <BaseTabs.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <BaseTabs.Tab key={tab.name} value={tab.name} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </BaseTabs.Tab>
        ))}
        <BaseTabs.Indicator className={styles.indicator} />
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.name} value={tab.name} className={styles.panel} tabIndex={-1}>
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}
