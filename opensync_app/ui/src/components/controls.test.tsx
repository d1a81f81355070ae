import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ConfirmDialog } from "./ConfirmDialog";
import { FilterMenu } from "./FilterMenu";
import { RangePicker } from "./RangePicker";
import { Segmented } from "./Segmented";
import { say } from "./toast";
import { Toaster } from "./Toaster";

const OPTIONS = ["opus", "sonnet", "haiku", "gpt", "gemini", "glm", "qwen", "kimi"].map((value, index) => ({ value, count: 100 - index }));

async function openFilter(chosen: string[] = []) {
  const onChange = vi.fn();
  render(<FilterMenu label="Model" options={OPTIONS} chosen={chosen} onChange={onChange} />);
  fireEvent.click(screen.getByRole("button"));
  await screen.findByRole("list", { name: "Model" });
  return onChange;
}

test("a filter tells what is chosen and turns single values", async () => {
  const onChange = await openFilter(["glm"]);
  fireEvent.click(screen.getByRole("checkbox", { name: /opus/ }));
  expect(onChange).toHaveBeenLastCalledWith(["glm", "opus"]);
  fireEvent.click(screen.getByRole("checkbox", { name: /glm/ }));
  expect(onChange).toHaveBeenLastCalledWith([]);
  fireEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(onChange).toHaveBeenLastCalledWith([]);
});

test("what is chosen stands first, and words narrow the list", async () => {
  await openFilter(["glm"]);
  expect(screen.getAllByRole("checkbox")[0]?.parentElement?.textContent).toContain("glm");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "on" } });
  expect(screen.getAllByRole("checkbox")).toHaveLength(1);
});

test("a value that is chosen but not among the options can be taken back", async () => {
  const onChange = await openFilter(["gone"]);
  fireEvent.click(screen.getByRole("checkbox", { name: "gone" }));
  expect(onChange).toHaveBeenLastCalledWith([]);
});

test("arrow keys choose the neighbour and go round at the ends", () => {
  const onChange = vi.fn();
  const options = ["a", "b", "c"].map((value) => ({ value, label: value }));
  render(<Segmented label="Letters" value="c" options={options} onChange={onChange} />);
  fireEvent.keyDown(screen.getByRole("radio", { name: "c" }), { key: "ArrowRight" });
  expect(onChange).toHaveBeenLastCalledWith("a");
});

test("a span takes the place of days of one's own, and the other way round", async () => {
  const onChange = vi.fn();
  render(<RangePicker value={{ from: "2026-01-01", to: "2026-01-31" }} onChange={onChange} today="2026-11-23" />);
  fireEvent.click(screen.getByRole("button"));
  fireEvent.click(await screen.findByRole("button", { name: "Last 7 days" }));
  expect(onChange).toHaveBeenLastCalledWith({ days: "7", from: undefined, to: undefined });
  fireEvent.click(screen.getByRole("button"));
  fireEvent.change(await screen.findByLabelText("To"), { target: { value: "2026-02-03" } });
  fireEvent.click(screen.getByRole("button", { name: "Show these days" }));
  expect(onChange).toHaveBeenLastCalledWith({ days: undefined, from: "2026-01-01", to: "2026-02-03" });
});

test("a toast offers its way back once, and says when that fails", async () => {
  render(<Toaster />);
  const run = vi.fn().mockRejectedValue(new Error("They are gone for ever."));
  say("3 in the trash", { label: "Undo", run });
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(run).toHaveBeenCalledOnce();
  expect(await screen.findByText("They are gone for ever.")).toBeTruthy();
  expect(screen.queryByText("3 in the trash")).toBeNull();
});

test("a question that fails stays open and says why", async () => {
  const onClose = vi.fn();
  const onConfirm = vi.fn().mockRejectedValueOnce(new Error("The disk is full.")).mockResolvedValueOnce(undefined);
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  render(<ConfirmDialog title="Delete?" action="Delete" isDanger onConfirm={onConfirm} onClose={onClose}>3 sessions.</ConfirmDialog>);
  fireEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect(await screen.findByText("The disk is full.")).toBeTruthy();
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
});
