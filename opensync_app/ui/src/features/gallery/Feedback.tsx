import { Inbox } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { CopyButton } from "@/components/CopyButton";
import { Dialog } from "@/components/Dialog";
import { Pager } from "@/components/Pager";
import { Popover } from "@/components/Popover";
import { ChartBones, RowBones, TextBones } from "@/components/Skeletons";
import { Blank, Failure } from "@/components/States";
import { say } from "@/components/toast";
import { Specimen } from "./Specimen";

/** What the page answers with. */
export function Feedback() {
  const [opened, setOpened] = useState<"confirm" | "dialog">();
  const [page, setPage] = useState(0);
  const close = (): void => setOpened(undefined);
  return (
    <>
      <Specimen name="Toaster">
        <Button onClick={() => say("Saved")}>Say</Button>
        <Button onClick={() => say("3 sessions in the trash", { label: "Undo", run: () => say("They are back") })}>Say with undo</Button>
        <CopyButton text="opensync import" what="Command" />
      </Specimen>
      <Specimen name="Dialog, ConfirmDialog, Popover">
        <Button onClick={() => setOpened("dialog")}>Dialog</Button>
        <Button onClick={() => setOpened("confirm")}>Confirm</Button>
        <Popover label="More" trigger={<Button>Popover</Button>} className="p-3">
          {(done) => <Button onClick={done}>Close it</Button>}
        </Popover>
        {opened === "dialog" && (
          <Dialog title="A window" onClose={close}>
            The focus stays inside, Esc closes it.
          </Dialog>
        )}
        {opened === "confirm" && (
          <ConfirmDialog title="Delete for ever?" action="Delete" isDanger onClose={close} onConfirm={() => say("Deleted")}>
            3 sessions and their 120 messages are gone then.
          </ConfirmDialog>
        )}
      </Specimen>
      <Specimen name="Blank">
        <Blank icon={<Inbox />} title="Nothing in the trash" action={<Button>Back to the sessions</Button>}>
          What you delete stays here for 30 days.
        </Blank>
      </Specimen>
      <Specimen name="Failure">
        <Failure title="The sessions could not be read" error={new Error("The server does not answer. Is OpenSync still running?")} onRetry={() => say("Tried again")} />
      </Specimen>
      <Specimen name="Skeletons">
        <div className="w-full space-y-5">
          <TextBones lines={3} />
          <RowBones rows={2} />
          <ChartBones bars={16} />
        </div>
      </Specimen>
      <Specimen name="Pager">
        <Pager
          from={page * 20 + 1}
          to={Math.min(45, page * 20 + 20)}
          total={45}
          onPrevious={page > 0 ? () => setPage(page - 1) : undefined}
          onNext={page < 2 ? () => setPage(page + 1) : undefined}
        />
      </Specimen>
    </>
  );
}
