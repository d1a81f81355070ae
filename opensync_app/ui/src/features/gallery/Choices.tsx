import { LayoutList, ListTree, MoreHorizontal, Pencil, Star, Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import { SourceBadge } from "@/components/Badge";
import { Button, IconButton } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { FilterBar } from "@/components/FilterBar";
import { FilterMenu } from "@/components/FilterMenu";
import { Menu, MenuCheck, MenuChoice, MenuItem, MenuLine, MenuTitle } from "@/components/Menu";
import { RangePicker } from "@/components/RangePicker";
import { SearchInput } from "@/components/SearchInput";
import { Segmented } from "@/components/Segmented";
import { Select } from "@/components/Select";
import { Tabs } from "@/components/Tabs";
import { Tooltip } from "@/components/Tooltip";
import { useToday } from "@/lib/clock";
import type { DayRange } from "@/lib/days";
import { Specimen } from "./Specimen";

const MODELS = ["claude-opus-5", "claude-sonnet-5", "gpt-6-codex", "gemini-4-pro", "glm-5", "qwen-4", "kimi-3", "", "a-model-with-a-very-long-name-2026-11-23"];

/** What people choose with. */
export function Choices() {
  const [chosen, setChosen] = useState<string[]>(["claude-opus-5"]);
  const [range, setRange] = useState<DayRange>({});
  const [view, setView] = useState("list");
  const [words, setWords] = useState("");
  const [isOn, setOn] = useState(true);
  const options = MODELS.map((value, index) => ({ value, count: 12_000 / (index + 1) ** 2 }));
  return (
    <>
      <Specimen name="Button, IconButton">
        <Button>Plain</Button>
        <Button tone="primary">Primary</Button>
        <Button tone="danger">Danger</Button>
        <Button tone="quiet">Quiet</Button>
        <Button disabled>Not now</Button>
        <IconButton label="Star">
          <Star />
        </IconButton>
        <IconButton label="Starred" aria-pressed>
          <Star />
        </IconButton>
      </Specimen>
      <Specimen name="Menu">
        <ActionMenu isOn={isOn} onTurn={() => setOn(!isOn)} view={view} onView={setView} />
      </Specimen>
      <Specimen name="FilterBar, FilterMenu, RangePicker" isWide>
        <FilterBar label="Filters" onClear={chosen.length > 0 ? () => setChosen([]) : undefined} end={<span className="text-xs text-muted">240 found</span>}>
          <SearchInput label="Filter by title" value={words} onChange={setWords} className="w-48" />
          <FilterMenu label="Model" options={options} chosen={chosen} onChange={setChosen} more={12} />
          <FilterMenu
            label="Source"
            options={[{ value: "claude-code", label: "Claude Code", count: 12, mark: <SourceBadge source="claude-code" /> }]}
            chosen={[]}
            onChange={() => undefined}
          />
          <RangePicker value={range} onChange={setRange} today={useToday()} />
        </FilterBar>
      </Specimen>
      <Specimen name="Segmented">
        <Segmented label="View" value={view} onChange={setView} options={[{ value: "list", label: "List" }, { value: "timeline", label: "Timeline" }]} />
        <Segmented
          label="View as icons"
          value={view}
          onChange={setView}
          options={[
            { value: "list", label: "List", icon: <LayoutList /> },
            { value: "timeline", label: "Timeline", icon: <ListTree /> },
          ]}
        />
      </Specimen>
      <Specimen name="Select, Checkbox, Tooltip">
        <Select label="Sort" value={view} onChange={setView} options={[{ value: "list", label: "Newest first" }, { value: "timeline", label: "Most tokens" }]} />
        <Checkbox checked={isOn} onChange={setOn}>
          Cumulative
        </Checkbox>
        <Checkbox checked="mixed" onChange={() => undefined}>
          Some of them
        </Checkbox>
        <Tooltip words="Add to the evals" keys="e">
          <Button>Hover me</Button>
        </Tooltip>
      </Specimen>
      <Specimen name="Tabs" isWide>
        <div className="w-full">
          <Tabs label="Panels" value={view} onChange={setView} tabs={[{ value: "list", label: "Messages", count: 1240 }, { value: "timeline", label: "Files", count: 3 }]}>
            <p className="px-4 py-3 text-[13px] text-muted">The panel of “{view}”.</p>
          </Tabs>
        </div>
      </Specimen>
    </>
  );
}

interface MenuState {
  isOn: boolean;
  onTurn: () => void;
  view: string;
  onView: (view: string) => void;
}

function ActionMenu({ isOn, onTurn, view, onView }: MenuState) {
  return (
    <Menu
      label="Actions"
      trigger={
        <Button>
          <MoreHorizontal /> Actions
        </Button>
      }
    >
      <MenuItem icon={<Pencil />} hint="r" onSelect={() => undefined}>
        Rename
      </MenuItem>
      <MenuItem icon={<Tag />} onSelect={() => undefined} isDisabled>
        Tag
      </MenuItem>
      <MenuLine />
      <MenuCheck isChecked={isOn} onChange={onTurn} hint={12}>
        Show empty
      </MenuCheck>
      <MenuTitle>View</MenuTitle>
      <MenuChoice value={view} onChange={onView} choices={[{ value: "list", label: "List" }, { value: "timeline", label: "Timeline" }]} />
      <MenuLine />
      <MenuItem icon={<Trash2 />} isDanger onSelect={() => undefined}>
        Delete
      </MenuItem>
    </Menu>
  );
}
