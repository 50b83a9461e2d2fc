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

/** What stays in view when the window is resized: the whole plan, a part of it, or where a gesture left it. */
export type Framing = 'all' | 'free' | Box

export interface ViewportOptions {
  window: HTMLElement
  layer: HTMLElement
  /** Requests a layer drawn at another scale. */
  onScale: (scale: number) => void
  onFraming: (framing: Framing) => void
}

const margin = 14
/** The margin may shrink to this after a small resize, so that the plan is not redrawn. */
const leastMargin = 4
/** A wheel gesture ends after this long without a move, in milliseconds. */
const settleMs = 140
const revealMargin = 60
/** The lower left corner with the zoom buttons, which no table may end up under. */
const corner = { width: 60, height: 58 }

/**
 * The view of a plan in its window. During a gesture only the layer's transform changes; afterwards `onScale` requests
 * a layer drawn at the new scale, with sharp text at its proper size.
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

  /** The current scale, even in the middle of a gesture. */
  get scale(): number {
    return this.#view.scale
  }

  setBox(box: Box): void {
    this.#box = box
    if (this.#framing === 'all') this.showAll()
    else this.#refit()
  }

  /** Whether something floats over the lower left corner, which the whole plan then keeps free. */
  setCorner(isUsed: boolean): void {
    this.#hasCorner = isUsed
    this.#refit()
  }

  panBy(dx: number, dy: number): void {
    this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy }, 'free')
  }

  /** Zooms during a gesture, keeping the plan's point under `at`, a point of the page. */
  zoomAround(factor: number, at: Point): void {
    const { left, top } = this.#options.window.getBoundingClientRect()
    this.#move(zoomAt(this.#view, factor, { x: at.x - left, y: at.y - top }), 'free')
  }

  /** Zooms by one step around the centre of the window. */
  zoomBy(factor: number): void {
    const { width, height } = this.#size()
    this.#move(zoomAt(this.#view, factor, { x: width / 2, y: height / 2 }), 'free', { isAtOnce: true })
  }

  showAll(): void {
    this.#move(fitBox(this.#box, this.#size(), margin), 'all', { isAtOnce: true })
  }

  /** Zooms to a part of the plan. */
  showPart(part: Box): void {
    this.#move(fitBox(part, this.#size(), margin), part, { isAtOnce: true })
  }

  /** Scrolls a point of the plan into view. */
  reveal(point: Point): void {
    this.#move(revealPoint(this.#view, point, this.#size(), revealMargin), this.#framing)
  }

  /** Converts a point of the page to plan units. */
  toPlan({ x, y }: Point): Point {
    const { left, top } = this.#options.window.getBoundingClientRect()
    return { x: (x - left - this.#view.x) / this.#view.scale, y: (y - top - this.#view.y) / this.#view.scale }
  }

  /** Converts a point of the plan to the page. */
  toPage({ x, y }: Point): Point {
    const { left, top } = this.#options.window.getBoundingClientRect()
    return { x: x * this.#view.scale + this.#view.x + left, y: y * this.#view.scale + this.#view.y + top }
  }

  /** To be called once the layer is drawn at another scale. */
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
