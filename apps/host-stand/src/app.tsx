import { Toaster } from './ui/toaster.tsx'

export function App() {
  return (
    <>
      <main>QTable</main>
      <Toaster />
    </>
  )
}
