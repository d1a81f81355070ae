import { paint, type PaintJob } from "./paint";

/** Colours code beside the page, so that reading never waits for it. */
self.addEventListener("message", (event: MessageEvent<PaintJob>) => {
  const { id, code, language } = event.data;
  void paint(code, language)
    // A grammar that cannot be loaded leaves the code plain and readable.
    .catch(() => undefined)
    .then((lines) => {
      self.postMessage({ id, lines });
    });
});
