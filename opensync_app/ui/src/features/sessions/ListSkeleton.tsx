import { Bone } from "@/components/States";

const WIDTHS = ["w-72", "w-48", "w-64", "w-80", "w-40"];

/** Grey rows in the shape of sessions. */
export function ListSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-14 items-center gap-4 border-b px-4">
          <div className="flex-1 space-y-2">
            <Bone className={`h-3 max-w-full ${WIDTHS[index % WIDTHS.length] ?? ""}`} />
            <Bone className="h-2.5 w-32" />
          </div>
          <Bone className="hidden h-3 w-12 @md:block" />
          <Bone className="hidden h-3 w-14 @md:block" />
        </div>
      ))}
    </div>
  );
}
