import { Dialog } from "@/components/Dialog";
import { Kbd } from "@/components/Kbd";
import { PAGES } from "./pages";

type Lines = [string[], string][];

const GROUPS: { name: string; lines: Lines }[] = [
  {
    name: "Everywhere",
    lines: [
      [["Ctrl K"], "Search sessions, pages and actions"],
      [["/"], "Search"],
      ...PAGES.map((page): Lines[number] => [[`g ${page.key}`], `Go to ${page.name}`]),
      [["t"], "Change the theme"],
      [["Esc"], "Clear or close"],
      [["?"], "This list"],
    ],
  },
  {
    name: "Lists",
    lines: [
      [["j", "k"], "Next, previous row"],
      [["Enter"], "Open"],
      [["x"], "Choose"],
      [["s"], "Star"],
      [["#"], "Into the trash, out of it"],
    ],
  },
  {
    name: "Timeline",
    lines: [
      [["←", "→"], "Earlier, later"],
      [["+", "-"], "Closer, further away"],
      [["0"], "Everything"],
    ],
  },
  {
    name: "Context",
    lines: [
      [["x"], "Pick what is found"],
      [["X"], "Pick its whole session"],
      [["c"], "Copy what is picked"],
    ],
  },
  {
    name: "In a session",
    lines: [
      [["j", "k"], "Next, previous message"],
      [["]", "["], "Next, previous prompt"],
      [["J", "K"], "Next, previous session"],
      [["Home", "G"], "Beginning, end of the session"],
      [["f", "Ctrl F"], "Find in the session"],
      [["c"], "Copy the message"],
      [["r"], "Rename"],
      [["s"], "Star"],
      [["e"], "Add to the evals, take out"],
    ],
  },
];

/** The keys that the app answers. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {GROUPS.map((group) => (
        <section key={group.name} className="mb-5">
          <h3 className="mb-2 text-micro text-muted">{group.name}</h3>
          <dl className="grid grid-cols-[5.5rem_1fr] items-center gap-x-4 gap-y-2">
            {group.lines.map(([keys, words]) => (
              <div key={words} className="contents">
                <dt className="flex gap-1.5">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dt>
                <dd className="text-[13px]">{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <a href="/licences.txt" target="_blank" rel="noopener" className="inline-block text-micro text-dim hover:text-ink">
        Licences of what the page is made of
      </a>
    </Dialog>
  );
}
