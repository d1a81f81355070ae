import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useTypedWords } from "./use-typed-words";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function typing(first: string) {
  const ask = vi.fn();
  const { result, rerender } = renderHook(({ asked }) => useTypedWords(asked, ask), { initialProps: { asked: first } });
  return { ask, result, become: (asked: string) => rerender({ asked }) };
}

const rest = (): void => act(() => void vi.advanceTimersByTime(1000));

test("words are asked for once they rest", () => {
  const { ask, result } = typing("");
  act(() => result.current.type("la"));
  act(() => result.current.type("lamp"));
  rest();
  expect(ask.mock.calls).toEqual([["lamp"]]);
});

test("an address that follows leaves alone what was typed meanwhile", () => {
  const { ask, result, become } = typing("");
  act(() => result.current.type("lamp"));
  rest();
  act(() => result.current.type("lamps"));
  become("lamp");
  expect(result.current.typed).toBe("lamps");
  rest();
  expect(ask.mock.calls).toEqual([["lamp"], ["lamps"]]);
});

test("an address that changes twice at once is followed, not turned back", () => {
  const { ask, result, become } = typing("migraton");
  become('"migraton"');
  become("migraton");
  rest();
  expect(result.current.typed).toBe("migraton");
  expect(ask).not.toHaveBeenCalled();
});
