import { useState, type ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface Props {
  title: string;
  children: ReactNode;
  /** The word of the deed: "Delete", never "OK". */
  action: string;
  isDanger?: boolean;
  /** The window closes when this is done; when it fails the window stays and says why. */
  onConfirm: () => void | Promise<void>;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. The focus starts on the way out. */
export function ConfirmDialog({ title, children, action, isDanger = false, onConfirm, onClose }: Props) {
  const [state, setState] = useState<{ isBusy: boolean; problem?: string }>({ isBusy: false });
  const confirm = async (): Promise<void> => {
    setState({ isBusy: true });
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setState({ isBusy: false, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <Dialog
      title={title}
      role="alertdialog"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            Cancel
          </Button>
          <Button tone={isDanger ? "danger" : "primary"} disabled={state.isBusy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      <div className="text-muted">{children}</div>
      {state.problem !== undefined && (
        <p role="alert" className="mt-3 text-bad">
          {state.problem}
        </p>
      )}
    </Dialog>
  );
}
