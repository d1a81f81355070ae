export type ToolFamily =
  | "shell"
  | "edit"
  | "write"
  | "read"
  | "search"
  | "agent"
  | "todo"
  | "web"
  | "ask"
  | "plan"
  | "skill"
  | "mcp"
  | "other";

/** The tools of the coding tools we read, by what they do; names in lower case. Seen in real sessions. */
const NAMES: Record<Exclude<ToolFamily, "mcp" | "other">, string> = {
  shell:
    "bash shell shell_command exec_command local_shell run_shell_command powershell execute_command run_terminal_cmd terminal execute " +
    "bashoutput killbash killshell taskoutput taskstop monitor write_stdin read_bash write_bash stop_bash read_powershell write_powershell stop_powershell",
  edit: "edit multiedit multi_edit str_replace str_replace_editor str_replace_based_edit_tool apply_patch applypatch patch replace notebookedit search_replace edit_file",
  write: "write write_file create create_file",
  read: "read read_file read_many_files view view_image cat ls list list_directory list_dir notebookread",
  search: "grep glob search search_file_content grep_search codebase_search codesearch file_search rg find toolsearch tool_search",
  agent: "task agent spawn_agent read_agent write_agent send_input wait_agent close_agent resume_agent list_agents sendmessage",
  todo: "todowrite todoread todo_write update_plan taskcreate taskupdate tasklist taskget",
  web: "webfetch websearch web_fetch web_search google_web_search fetch fetchurl",
  ask: "askuserquestion ask_user request_user_input question askuser",
  plan: "exitplanmode exit_plan_mode enterplanmode exitspecmode",
  skill: "skill slashcommand activate_skill",
};

const FAMILIES = new Map(
  Object.entries(NAMES).flatMap(([family, names]) => names.split(" ").map((name): [string, ToolFamily] => [name, family as ToolFamily])),
);

export function familyOf(name: string): ToolFamily {
  if (mcpName(name)) return "mcp";
  return FAMILIES.get(name.toLowerCase()) ?? "other";
}

/** "mcp__server__tool" as its two names, or undefined for any other tool. */
export function mcpName(name: string): { server: string; tool: string } | undefined {
  const match = /^mcp__(.+?)__(.+)$/s.exec(name);
  return match ? { server: match[1] ?? "", tool: match[2] ?? "" } : undefined;
}
