// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
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
const openPalette = vi.fn();
beforeEach(() => {
	save.mockReset();
	openPalette.mockReset();
});

function Page({ dialog = false }: { dialog?: boolean }) {
	useShortcuts({ openPalette, openHelp: () => {} });
	const [name, setName] = useState("");
	return (
		<>
			<main>
				<button type="button" data-shortcut="save" onClick={() => save("page")}>
					Save
				</button>
				<input aria-label="Name" onBlur={({ target }) => setName(target.value)} />
				<button type="button" data-shortcut="submit" onClick={() => save(name)}>
					Launch
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
		const first = mount(<Page />);
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true, repeat: true });
		first.unmount();
		mount(<Page dialog />);
		fireEvent.keyDown(document.body, { key: "s", ctrlKey: true });
		expect(save.mock.calls).toEqual([["page"], ["dialog"]]);
	});

	it("are pressed with exactly their modifiers: AltGr types with Ctrl and Alt", () => {
		mount(<Page />);
		const others = [
			{ ctrlKey: true, altKey: true },
			{ ctrlKey: true, shiftKey: true },
			{ metaKey: true, altKey: true },
			{ metaKey: true, shiftKey: true },
			{ ctrlKey: true, metaKey: true },
		];
		for (const modifiers of others) {
			for (const key of ["k", "K", "s", "S", "Enter"]) {
				// The browser's own shortcut, or a letter: it is left alone.
				expect(fireEvent.keyDown(document.body, { key, ...modifiers })).toBe(true);
				expect(fireEvent.keyDown(document.body, { key, ...modifiers, repeat: true })).toBe(true);
			}
		}
		for (const key of ["h", "/", "?"]) {
			fireEvent.keyDown(document.body, { key: "g" });
			fireEvent.keyDown(document.body, { key, ctrlKey: true });
			fireEvent.keyDown(document.body, { key, metaKey: true });
			fireEvent.keyDown(document.body, { key, altKey: true });
		}
		expect([save, openPalette, push].flatMap(({ mock }) => mock.calls)).toEqual([]);
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		fireEvent.keyDown(document.body, { key: "k", metaKey: true });
		expect(openPalette).toHaveBeenCalledTimes(2);
	});

	it("include what is still being typed, as a click on the button does", async () => {
		const { user } = mount(<Page />);
		await user.type(screen.getByLabelText("Name"), "Loyal");
		await user.keyboard("{Control>}{Enter}{/Control}");
		expect(save.mock.calls).toEqual([["Loyal"]]);
		expect(document.activeElement).toBe(screen.getByLabelText("Name"));
	});
});
