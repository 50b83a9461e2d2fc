import styles from './print-page.module.css'

export interface PrintRow {
  id: string
  cells: readonly string[]
}

/** A table for paper, with lines to write on. */
export function PrintTable({
  title,
  head,
  rows,
}: {
  title: string
  head: readonly string[]
  rows: readonly PrintRow[]
}) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, index) => (
                <td key={head[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
