import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { RangePicker } from "./RangePicker";

const nothing = (): void => undefined;

test("days of one's own are told with either end missing", () => {
  const { rerender } = render(<RangePicker value={{ to: "2026-05-01" }} today="2026-11-23" onChange={nothing} />);
  expect(screen.getByRole("button").textContent).toBe("Until May 1");
  rerender(<RangePicker value={{ from: "2026-05-01" }} today="2026-11-23" onChange={nothing} />);
  expect(screen.getByRole("button").textContent).toBe("May 1 – Nov 23");
});
