import styles from './print-page.module.css'

export interface PrintRow {
  id: string
  cells: readonly string[]
}

/** A printed table of rows. */
export function PrintTable({
  title,
  head,
  rows,
  blank = 0,
}: {
  title: string
  head: readonly string[]
  rows: readonly PrintRow[]
  /** Empty rows to write on, after a power cut. */
  blank?: number
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
          {Array.from({ length: blank }, (_, index) => `blank ${index}`).map((key) => (
            <tr key={key} className={styles.blank}>
              {head.map((name) => (
                <td key={name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
