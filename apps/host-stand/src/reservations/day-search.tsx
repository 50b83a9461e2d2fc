import { Search } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import styles from './day-search.module.css'

const say = words.reservations

/** Searches the reservations of a day. */
export function DaySearch({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  return (
    <label className={styles.search}>
      <Search size={18} aria-hidden />
      <input
        type="search"
        className={styles.input}
        aria-label={say.search}
        placeholder={say.searchShort}
        value={query}
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || query === '') return
          event.preventDefault()
          onQuery('')
        }}
      />
    </label>
  )
}
