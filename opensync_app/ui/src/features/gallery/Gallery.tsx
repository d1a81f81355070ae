import { Charts } from "./Charts";
import { Choices } from "./Choices";
import { Feedback } from "./Feedback";
import { Words } from "./Words";

/** The shared components, one frame each, in the theme that is chosen. */
export function Gallery() {
  return (
    <div className="relative h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 py-8">
        <h1 className="text-2xl font-light">Components</h1>
        <p className="mt-1 mb-6 text-[13px] text-muted">Everything that pages share, as src/components/README.md lists it.</p>
        <div className="grid gap-4 md:grid-cols-2">
          <Choices />
          <Charts />
          <Feedback />
          <Words />
        </div>
      </div>
    </div>
  );
}
