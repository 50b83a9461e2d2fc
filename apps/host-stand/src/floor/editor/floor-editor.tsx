export function FloorEditor() {
  return <p>FloorEditor</p>
}
