// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { useEffect, useState } from "react";
import { expect, it } from "vitest";
import { mount } from "@/components/testing/mount";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import {
	DropdownMenu,
	DropdownMenuContent,
	DropdownMenuItem,
	DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { followFocus } from "@/components/ui/focus-history";

const entries = Array.from({ length: 12 }, (_, at) => `Entry ${at + 1}`);

function Page() {
	const [isOpen, setOpen] = useState(false);
	useEffect(followFocus, []);
	return (
		<>
			<button type="button" onClick={() => setOpen(true)}>
				Edit
			</button>
			<DropdownMenu>
				<DropdownMenuTrigger>More</DropdownMenuTrigger>
				<DropdownMenuContent>
					{entries.map((entry) => (
						<DropdownMenuItem key={entry} onSelect={() => setOpen(true)}>
							{entry}
						</DropdownMenuItem>
					))}
				</DropdownMenuContent>
			</DropdownMenu>
			<Dialog open={isOpen} onOpenChange={setOpen}>
				<DialogContent aria-describedby={undefined}>
					<DialogTitle>Campaign</DialogTitle>
					{entries.map((entry) => (
						<input key={entry} aria-label={entry} />
					))}
				</DialogContent>
			</Dialog>
		</>
	);
}

it("gives the focus back to what opened a dialog, however much was done in it", async () => {
	const { user } = mount(<Page />);
	await user.click(screen.getByRole("button", { name: "Edit" }));
	for (let at = 0; at < 30; at += 1) await user.tab();
	await user.keyboard("{Escape}");
	expect(document.activeElement).toBe(screen.getByRole("button", { name: "Edit" }));
});

it("gives it back to the menu's button, however long the way through the menu was", async () => {
	const { user } = mount(<Page />);
	screen.getByRole("button", { name: "More" }).focus();
	await user.keyboard("{Enter}");
	for (let at = 0; at < 11; at += 1) await user.keyboard("{ArrowDown}");
	await user.keyboard("{Enter}");
	expect(screen.getByRole("dialog").contains(document.activeElement)).toBe(true);
	await user.keyboard("{Escape}");
	expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" }));
});

it("gives it back to the menu's button by the pointer too, which gives it no focus", async () => {
	const { user } = mount(<Page />);
	await user.click(screen.getByRole("button", { name: "More" }));
	await user.click(screen.getByRole("menuitem", { name: "Entry 3" }));
	expect(screen.getByRole("dialog").contains(document.activeElement)).toBe(true);
	await user.keyboard("{Escape}");
	expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" }));
});
