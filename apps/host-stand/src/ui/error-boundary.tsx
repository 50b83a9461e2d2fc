import { Component, type ReactNode } from 'react'
import { words } from '../words.ts'
import { ErrorState } from './states.tsx'

/** Contains the failure of one screen. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return <ErrorState title={words.common.somethingWrong} onRetry={() => this.setState({ hasFailed: false })} />
  }
}
