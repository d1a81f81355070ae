import { useState } from "react";

export interface Selection {
  /** Ids that are chosen; with `isAll` everything that matches the filter is. */
  ids: ReadonlySet<string>;
  isAll: boolean;
  count: number;
  has: (id: string) => boolean;
  /** Turns one; with `range` all between the last one turned and this one follow it. */
  turn: (index: number, range: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
}

interface State {
  ids: ReadonlySet<string>;
  isAll: boolean;
  last: string | undefined;
  /** The filter for which all of this was chosen. */
  key: string;
}

/** Which sessions of the list are chosen; another filter begins anew. */
export function useSelection(rows: readonly string[], total: number, key: string): Selection {
  const none: State = { ids: new Set(), isAll: false, last: undefined, key };
  const [kept, setState] = useState(none);
  const state = kept.key === key ? kept : none;
  const { ids, isAll } = state;
  const turn = (index: number, range: boolean): void => {
    const id = rows[index];
    if (id === undefined) return;
    const next = new Set(isAll ? rows : ids);
    const on = !next.has(id);
    const from = range && state.last !== undefined ? rows.indexOf(state.last) : index;
    const [first, last] = from < 0 || from > index ? [index, Math.max(from, index)] : [from, index];
    for (const one of rows.slice(first, last + 1)) {
      if (on) next.add(one);
      else next.delete(one);
    }
    setState({ ids: next, isAll: false, last: id, key });
  };
  return {
    ids,
    isAll,
    count: isAll ? total : ids.size,
    has: (id) => isAll || ids.has(id),
    turn,
    chooseAll: () => setState({ ids: new Set(), isAll: true, last: undefined, key }),
    clear: () => setState(none),
  };
}
