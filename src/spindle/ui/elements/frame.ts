// <sp-frame>: somebody's HTML in a frame, as high as what is in it. The frame runs no script; it is of our origin only so that
// its height can be read.
class Frame extends HTMLElement {
  private frame: HTMLIFrameElement | null = null;
  private watcher = new ResizeObserver(() => this.fit());

  connectedCallback(): void {
    this.frame = this.querySelector("iframe");
    this.frame?.addEventListener("load", this.onLoad);
    this.watcher.observe(this);
    if (this.frame?.contentDocument?.readyState === "complete") this.onLoad();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
  }

  private onLoad = (): void => {
    const inside = this.frame?.contentDocument?.documentElement;
    if (inside) this.watcher.observe(inside);
    for (const picture of this.frame?.contentDocument?.images ?? []) picture.addEventListener("load", () => this.fit());
    this.fit();
  };

  private fit(): void {
    const inside = this.frame?.contentDocument?.body;
    if (!this.frame || !inside || this.clientWidth === 0) return;
    const height = Math.ceil(Math.max(inside.scrollHeight, inside.getBoundingClientRect().height));
    const wide = inside.scrollWidth > this.frame.clientWidth ? SCROLLBAR : 0;
    const wanted = `${height + wide}px`;
    if (this.frame.style.height !== wanted) this.frame.style.height = wanted;
  }
}

// Room for the bar of a mail that is wider than its pane.
const SCROLLBAR = 12;

customElements.define("sp-frame", Frame);
