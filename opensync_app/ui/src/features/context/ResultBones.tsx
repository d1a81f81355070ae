import { Bone } from "@/components/States";

/** Grey results. */
export function ResultBones() {
  return (
    <div aria-hidden className="space-y-3">
      {[0, 1, 2, 3].map((index) => (
        <div key={index} className="space-y-3.5 rounded-card border bg-card p-4">
          <div className="flex gap-3">
            <Bone className="h-3.5 w-2/5" />
            <Bone className="ml-auto h-3 w-14" />
          </div>
          <Bone className="h-2.5 w-1/4" />
          <Bone className="h-2.5 w-11/12" />
          <Bone className="h-2.5 w-2/3" />
        </div>
      ))}
    </div>
  );
}
