import type { Box, Point } from './geometry.ts'
import {
  clampView,
  fitBox,
  heightBeside,
  refitBox,
  revealPoint,
  type Viewport,
  type WindowSize,
  zoomAt,
} from './viewport.ts'

/** What stays in sight when the window changes: the whole plan, a part of it, or wherever a gesture left it. */
export type Framing = 'all' | 'free' | Box

export interface ViewportOptions {
  window: HTMLElement
  layer: HTMLElement
  /** Asks for a layer that is drawn at another scale. */
  onScale: (scale: number) => void
  onFraming: (framing: Framing) => void
}

const margin = 14
/** A window that changes a little may leave only this much, so that the plan is not drawn again. */
const leastMargin = 4
/** A gesture is over after so long without a move. */
const settleMs = 140
const revealMargin = 60
/** The lower left corner of the window, where the zoom buttons are: no table ends up under it. */
const corner = { width: 60, height: 58 }

/**
 * The view of a plan in its window. While a gesture goes on, only the transform of the layer changes; once it is over,
 * `onScale` asks for a layer that is drawn at the new scale, so that text is sharp and as large as it should be.
 */
export class ViewportControl {
  readonly #options: ViewportOptions
  readonly #resized = new ResizeObserver(() => this.#refit())
  #box: Box = { x: 0, y: 0, width: 1, height: 1 }
  #view: Viewport = { scale: 1, x: 0, y: 0 }
  #drawnScale = 0
  #framing: Framing = 'all'
  #hasCorner = true
  #settling: ReturnType<typeof setTimeout> | undefined

  constructor(options: ViewportOptions) {
    this.#options = options
    this.#resized.observe(options.window)
  }

  /** The scale in use right now, also in the middle of a gesture. */
  get scale(): number {
    return this.#view.scale
  }

  setBox(box: Box): void {
    this.#box = box
    if (this.#framing === 'all') this.showAll()
    else this.#refit()
  }

  /** Whether something floats over the lower left corner of the window, which the whole plan then leaves free. */
  setCorner(isUsed: boolean): void {
    this.#hasCorner = isUsed
    this.#refit()
  }

  panBy(dx: number, dy: number): void {
    this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy }, 'free')
  }

  /** Zooms in the middle of a gesture; the plan's point under `at`, a point of the page, stays there. */
  zoomAround(factor: number, at: Point): void {
    const { left, top } = this.#options.window.getBoundingClientRect()
    this.#move(zoomAt(this.#view, factor, { x: at.x - left, y: at.y - top }), 'free')
  }

  /** Zooms by one step, around the middle of the window. */
  zoomBy(factor: number): void {
    const { width, height } = this.#size()
    this.#move(zoomAt(this.#view, factor, { x: width / 2, y: height / 2 }), 'free', { isAtOnce: true })
  }

  showAll(): void {
    this.#move(fitBox(this.#box, this.#size(), margin), 'all', { isAtOnce: true })
  }

  /** Brings a part of the plan as close as it goes. */
  showPart(part: Box): void {
    this.#move(fitBox(part, this.#size(), margin), part, { isAtOnce: true })
  }

  /** Brings a point of the plan into sight. */
  reveal(point: Point): void {
    this.#move(revealPoint(this.#view, point, this.#size(), revealMargin), this.#framing)
  }

  /** A point of the page, in plan units. */
  toPlan({ x, y }: Point): Point {
    const { left, top } = this.#options.window.getBoundingClientRect()
    return { x: (x - left - this.#view.x) / this.#view.scale, y: (y - top - this.#view.y) / this.#view.scale }
  }

  /** A point of the plan, on the page. */
  toPage({ x, y }: Point): Point {
    const { left, top } = this.#options.window.getBoundingClientRect()
    return { x: x * this.#view.scale + this.#view.x + left, y: y * this.#view.scale + this.#view.y + top }
  }

  /** Tells that the layer is drawn at another scale. */
  setDrawnScale(scale: number): void {
    this.#drawnScale = scale
    this.#apply()
  }

  close(): void {
    clearTimeout(this.#settling)
    this.#resized.disconnect()
  }

  #size(): WindowSize {
    const { clientWidth: width, clientHeight } = this.#options.window
    if (!this.#hasCorner) return { width, height: clientHeight }
    return { width, height: heightBeside(this.#box, { width, height: clientHeight }, margin, corner) }
  }

  #refit(): void {
    const framing = this.#framing
    if (framing === 'all') {
      const view = refitBox(this.#view, this.#box, this.#size(), { margin, leastMargin })
      this.#move(view, 'all', { isAtOnce: true })
    } else if (framing === 'free') this.#move(this.#view, 'free')
    else this.showPart(framing)
  }

  #move(next: Viewport, framing: Framing, { isAtOnce = false } = {}): void {
    const size = this.#size()
    const view = clampView(next, this.#box, size, margin)
    this.#view = view
    this.#framing = view.scale <= fitBox(this.#box, size, leastMargin).scale * 1.001 ? 'all' : framing
    this.#apply()
    this.#options.onFraming(this.#framing)
    clearTimeout(this.#settling)
    if (view.scale === this.#drawnScale) return
    if (isAtOnce) this.#options.onScale(view.scale)
    else this.#settling = setTimeout(() => this.#options.onScale(this.#view.scale), settleMs)
  }

  #apply(): void {
    const { scale, x, y } = this.#view
    const factor = this.#drawnScale === 0 ? 1 : scale / this.#drawnScale
    this.#options.layer.style.transform = `translate(${x}px, ${y}px)${factor === 1 ? '' : ` scale(${factor})`}`
  }
}
