// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { TagEditor } from "@/components/tags/tag-editor";
import { answerApi } from "@/components/testing/answer-api";
import { mountControl } from "@/components/testing/mount";

const used = {
	items: [
		{ tag: "VIP", uses: 3 },
		{ tag: "Win-back", uses: 1 },
	],
};

function edit(first: string[]) {
	answerApi({ "GET /tags": used });
	return mountControl(first, (tags, onChange) => <TagEditor tags={tags} onChange={onChange} />);
}

it("accepts what is typed on Enter, a comma or blur, in the spelling in use", async () => {
	const { user, held } = edit([]);
	await screen.findByRole("button", { name: "Add VIP" });
	await user.type(screen.getByLabelText("Tags"), "vip{Enter}Spring  sale,sp");
	expect(held()).toEqual(["VIP", "Spring sale"]);
	await user.tab();
	expect(held()).toEqual(["VIP", "Spring sale", "sp"]);
	await user.type(screen.getByLabelText("Tags"), "SPRING sale{Enter}");
	expect(held()).toEqual(["VIP", "Spring sale", "sp"]);
});

it("lets the only one with a tag change its capitals", async () => {
	const { user, held } = edit(["VIP", "Win-back"]);
	await user.type(screen.getByLabelText("Tags"), "x");
	await user.click(screen.getByRole("button", { name: "Remove Win-back" }));
	await user.click(screen.getByRole("button", { name: "Remove VIP" }));
	await user.clear(screen.getByLabelText("Tags"));
	await user.type(screen.getByLabelText("Tags"), "vip,WIN-BACK,");
	expect(held()).toEqual(["VIP", "WIN-BACK"]);
});

it("offers tags in use that match what is typed, and removes tags", async () => {
	const { user, held } = edit(["VIP"]);
	await user.type(screen.getByLabelText("Tags"), "win");
	await user.click(await screen.findByRole("button", { name: "Add Win-back" }));
	expect(held()).toEqual(["VIP", "Win-back"]);
	expect(screen.queryByRole("list", { name: "Tags in use" })).toBeNull();
	await user.click(screen.getByRole("button", { name: "Remove VIP" }));
	expect(held()).toEqual(["Win-back"]);
	expect(document.activeElement).toBe(screen.getByLabelText("Tags"));
	await user.keyboard("{Backspace}");
	expect(held()).toEqual([]);
});

it("accepts no more than 20", async () => {
	edit(Array.from({ length: 20 }, (_, i) => `tag ${i}`));
	expect(await screen.findByText("20 tags is the most. Remove one to add another.")).toBeTruthy();
	expect(screen.getByLabelText<HTMLInputElement>("Tags").disabled).toBe(true);
});

it("accepts a list as pasted or as a phone types it, and does not handle Ctrl-Enter", async () => {
	const { user, held } = edit(["VIP"]);
	const field = screen.getByLabelText<HTMLInputElement>("Tags");
	await user.click(field);
	const long = "a name that is longer than any tag may be";
	await user.paste(`spring sale, vip\nlast one\t${long}`);
	expect(held()).toEqual(["VIP", "spring sale", "last one"]);
	expect(field.value).toBe(long);
	expect(screen.getByText("A tag has at most 40 characters.")).toBeTruthy();
	await user.clear(field);
	// A phone's keyboard does not report which key was pressed.
	fireEvent.input(field, { target: { value: "one,two,th" } });
	expect(held().slice(-2)).toEqual(["one", "two"]);
	expect(field.value).toBe("th");
	await user.keyboard("{Control>}{Enter}{/Control}");
	expect(field.value).toBe("th");
});
