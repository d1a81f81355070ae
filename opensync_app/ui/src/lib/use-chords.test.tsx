import { fireEvent, render } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { useChords } from "./use-chords";
import { useKeys } from "./use-keys";

const goes = vi.fn();
const single = vi.fn();

function Page() {
  useChords("g", { s: goes });
  useKeys({ s: single });
  return <input aria-label="Words" />;
}

const press = (key: string, on: Element = document.body): boolean => fireEvent.keyDown(on, { key });

beforeEach(() => {
  goes.mockClear();
  single.mockClear();
});

test("the second key belongs to the pair alone", () => {
  render(<Page />);
  press("g");
  press("s");
  expect(goes).toHaveBeenCalledOnce();
  expect(single).not.toHaveBeenCalled();
});

test("without the first key it is a key like any other, and another second key ends the pair", () => {
  render(<Page />);
  press("s");
  press("g");
  press("x");
  press("s");
  expect(goes).not.toHaveBeenCalled();
  expect(single).toHaveBeenCalledTimes(2);
});

test("nothing answers while somebody types", () => {
  const { getByLabelText } = render(<Page />);
  press("g", getByLabelText("Words"));
  press("s", getByLabelText("Words"));
  expect(goes).not.toHaveBeenCalled();
});
