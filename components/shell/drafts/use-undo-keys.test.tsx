// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { mount } from "@/components/testing/mount";

const steps = { undo: vi.fn(), redo: vi.fn() };

function Page() {
	useUndoKeys(steps);
	return (
		<div role="alertdialog">
			<button type="button">Delete</button>
		</div>
	);
}

it("undoes and redoes with exactly their modifiers, and not under a dialog", () => {
	mount(<Page />);
	const press = (init: KeyboardEventInit, on: Element = document.body) => fireEvent.keyDown(on, init);
	press({ key: "z", ctrlKey: true });
	press({ key: "z", metaKey: true });
	expect(steps.undo).toHaveBeenCalledTimes(2);
	press({ key: "Z", ctrlKey: true, shiftKey: true });
	press({ key: "y", ctrlKey: true });
	expect(steps.redo).toHaveBeenCalledTimes(2);
	for (const key of ["z", "y"]) {
		press({ key });
		press({ key, ctrlKey: true, altKey: true });
		press({ key, ctrlKey: true, metaKey: true });
		press({ key, ctrlKey: true }, screen.getByRole("button"));
	}
	press({ key: "Y", ctrlKey: true, shiftKey: true });
	expect(steps.undo).toHaveBeenCalledTimes(2);
	expect(steps.redo).toHaveBeenCalledTimes(2);
});
