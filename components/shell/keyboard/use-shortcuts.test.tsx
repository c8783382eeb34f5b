// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { useShortcuts } from "@/components/shell/keyboard/use-shortcuts";
import { mount } from "@/components/testing/mount";

const push = vi.fn();
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push }),
}));
beforeEach(() => push.mockReset());

const save = vi.fn();

function Page({ dialog = false }: { dialog?: boolean }) {
	useShortcuts({ openPalette: () => {}, openHelp: () => {} });
	return (
		<>
			<main>
				<button type="button" data-shortcut="save" onClick={() => save("page")}>
					Save
				</button>
				<div role="menu">
					<button type="button" role="menuitem">
						Rename
					</button>
				</div>
				<div role="listbox" hidden />
			</main>
			{dialog && (
				<div role="dialog">
					<button type="button" data-shortcut="save" onClick={() => save("dialog")}>
						Save all
					</button>
				</div>
			)}
		</>
	);
}

describe("the keys of a page", () => {
	it("go somewhere and create, also where a closed list stays on the page", () => {
		mount(<Page />);
		fireEvent.keyDown(document.body, { key: "g" });
		fireEvent.keyDown(document.body, { key: "h" });
		fireEvent.keyDown(document.body, { key: "c" });
		fireEvent.keyDown(document.body, { key: "s" });
		expect(push.mock.calls).toEqual([["/acme"], ["/acme/segments/new"]]);
	});

	it("are letters in a menu, and nothing under a dialog", () => {
		const first = mount(<Page />);
		for (const key of ["c", "s"]) fireEvent.keyDown(screen.getByRole("menuitem"), { key });
		first.unmount();
		mount(<Page dialog />);
		for (const key of ["c", "s"]) fireEvent.keyDown(document.body, { key });
		expect(push).not.toHaveBeenCalled();
	});

	it("save once however long they are held, in the dialog that is open", () => {
		save.mockReset();
		const first = mount(<Page />);
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true, repeat: true });
		first.unmount();
		mount(<Page dialog />);
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
		expect(save.mock.calls).toEqual([["page"], ["dialog"]]);
	});
});
