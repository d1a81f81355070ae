/** Whether a key press belongs to what the person is typing in or to an open window. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector("dialog[open], :is([role=menu], [role=dialog])[data-state=open]")) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));
}

/** Whether a modifier turns the key into a command of the browser or the system. */
export function isCommand(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}
