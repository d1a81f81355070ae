import { Columns3 } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuCheck, MenuTitle } from "@/components/Menu";
import { COLUMNS, turnColumn, useWithout } from "./columns";

/** Chooses the columns of the list; narrow lists leave some out by themselves. */
export function ColumnsMenu() {
  const without = useWithout().split(" ");
  return (
    <Menu
      label="Columns"
      align="end"
      trigger={
        <IconButton label="Columns" className="max-md:hidden">
          <Columns3 />
        </IconButton>
      }
    >
      <MenuTitle>Columns</MenuTitle>
      {COLUMNS.map((column) => (
        <MenuCheck key={column} isChecked={!without.includes(column)} onChange={() => turnColumn(column)}>
          <span className="first-letter:uppercase">{column}</span>
        </MenuCheck>
      ))}
    </Menu>
  );
}
