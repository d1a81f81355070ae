import { Dialog } from "@/components/Dialog";
import { Kbd } from "@/components/Kbd";

const SHORTCUTS: [string[], string][] = [
  [["Ctrl K", "/"], "Search everything"],
  [["j", "k"], "Next, previous row"],
  [["Enter"], "Open"],
  [["Esc"], "Clear or close"],
  [["n", "p"], "Next, previous prompt in a session"],
  [["G"], "End of the session"],
  [["t"], "Change the theme"],
  [["?"], "This list"],
];

/** The keys that the app answers. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2.5">
        {SHORTCUTS.map(([keys, words]) => (
          <div key={words} className="contents">
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-[13px] text-muted">{words}</dd>
          </div>
        ))}
      </dl>
      <a href="/licences.txt" target="_blank" rel="noopener" className="mt-5 inline-block text-micro text-dim hover:text-ink">
        Licences of what the page is made of
      </a>
    </Dialog>
  );
}
