import { useQueryClient } from "@tanstack/react-query";
import { Copy, Download, Ellipsis, FileCode2, Fingerprint, FlaskConical, Link2, PencilLine, Search, Star, StickyNote, Tag, Trash2 } from "lucide-react";
import { restoreSession, trashSession } from "@/api/session-deeds";
import { exportText, exportUrl, EXPORTS } from "@/api/exports";
import type { Session } from "@/api/types";
import { IconButton } from "@/components/Button";
import { Menu, MenuItem, MenuLine, MenuTitle } from "@/components/Menu";
import { copyText, say } from "@/components/toast";
import { Kbd } from "@/components/Kbd";

interface Props {
  session: Session;
  onEdit: (what: "title" | "note" | "tags") => void;
  onStar: () => void;
  onEvals: () => void;
  onFind: () => void;
  onClose: () => void;
}

/** Everything that can be done with a session. */
export function ReaderMenu({ session, onEdit, onStar, onEvals, onFind, onClose }: Props) {
  const trash = useTrash(session, onClose);
  const copy = async (): Promise<void> => {
    try {
      await copyText(await exportText(session.id, "markdown"), "Session as Markdown");
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Menu
      label="Session"
      align="end"
      className="w-60"
      trigger={
        <IconButton label="More about this session">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<Search />} hint={<Kbd>f</Kbd>} onSelect={onFind}>
        Find in session
      </MenuItem>
      <MenuItem icon={<PencilLine />} hint={<Kbd>r</Kbd>} onSelect={() => onEdit("title")}>
        Rename
      </MenuItem>
      <MenuItem icon={<Star />} hint={<Kbd>s</Kbd>} onSelect={onStar}>
        {session.starred ? "Remove the star" : "Star"}
      </MenuItem>
      <MenuItem icon={<Tag />} onSelect={() => onEdit("tags")}>
        Edit tags
      </MenuItem>
      <MenuItem icon={<StickyNote />} onSelect={() => onEdit("note")}>
        {session.note ? "Edit note" : "Add a note"}
      </MenuItem>
      <MenuItem icon={<FlaskConical />} hint={<Kbd>e</Kbd>} onSelect={onEvals}>
        {session.evalReady ? "Take out of the evals" : "Add to the evals"}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<FileCode2 />} onSelect={() => void copy()}>
        Copy as Markdown
      </MenuItem>
      <MenuItem icon={<Link2 />} onSelect={() => void copyText(`${window.location.origin}/sessions/${session.id}`, "Link")}>
        Copy link
      </MenuItem>
      <MenuItem icon={<Fingerprint />} onSelect={() => void copyText(session.externalId, "Session id")}>
        Copy the tool's session id
      </MenuItem>
      {session.projectPath && (
        <MenuItem icon={<Copy />} onSelect={() => void copyText(session.projectPath ?? "", "Path")}>
          Copy the project's path
        </MenuItem>
      )}
      <MenuLine />
      <MenuTitle>Download</MenuTitle>
      {EXPORTS.map((one) => (
        <MenuItem key={one.format} icon={<Download />} onSelect={() => download(exportUrl(session.id, one.format))}>
          {one.name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<Trash2 />} isDanger onSelect={trash}>
        Move to the trash
      </MenuItem>
    </Menu>
  );
}

/** The server names the file; the page stays where it is. */
function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

function useTrash(session: Session, onClose: () => void): () => void {
  const client = useQueryClient();
  const settle = (): void => {
    for (const key of ["sessions", "status", "neighbours"]) void client.invalidateQueries({ queryKey: [key] });
    for (const key of ["session", "messages", "outline"]) client.removeQueries({ queryKey: [key, session.id], type: "inactive" });
  };
  const run = async (): Promise<void> => {
    // Closed first: what is open would be fetched again as soon as it changes, and is not there any more.
    onClose();
    await trashSession(session.id);
    settle();
    say("Moved to the trash", {
      label: "Undo",
      run: async () => {
        await restoreSession(session.id);
        settle();
      },
    });
  };
  return () => void run().catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
}
