import { Bone } from "@/components/States";

/** Grey shapes of a session that is being opened. */
export function ReaderSkeleton() {
  return (
    <div aria-hidden className="h-full">
      <div className="space-y-2.5 border-b px-4 py-4 sm:px-6">
        <Bone className="h-4 w-2/5" />
        <Bone className="h-2.5 w-3/5" />
      </div>
      <div className="mx-auto max-w-[52rem] space-y-4 px-4 py-6 sm:px-6">
        <Bone className="h-20 w-full rounded-card" />
        <Bone className="h-3 w-5/6" />
        <Bone className="h-3 w-3/4" />
        <Bone className="h-3 w-1/2" />
        <Bone className="h-3 w-2/3" />
      </div>
    </div>
  );
}
