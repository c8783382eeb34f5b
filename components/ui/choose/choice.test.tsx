// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { mountControl } from "@/components/testing/mount";
import { Choice } from "@/components/ui/choose/choice";

const properties = ["amount", "none", "0", ""].map((value) => ({ value, label: value || "(empty)" }));

function mountChoice(first: string) {
	return mountControl(first, (value, onChange) => (
		<Choice
			aria-label="Value"
			value={value}
			onChange={onChange}
			placeholder="Choose"
			none="No value"
			options={properties.slice(0, 3)}
		/>
	));
}

describe("choosing one of a list", () => {
	it.each(["amount", "none", "0"])("holds %j when it is the one chosen", async (name) => {
		const { user, held } = mountChoice("");
		await user.click(screen.getByRole("combobox", { name: "Value" }));
		await user.click(screen.getByRole("option", { name }));
		expect(held()).toBe(name);
		expect(screen.getByRole("combobox", { name: "Value" }).textContent).toBe(name);
	});

	it("holds nothing when nothing is chosen", async () => {
		const { user, held } = mountChoice("amount");
		await user.click(screen.getByRole("combobox", { name: "Value" }));
		await user.click(screen.getByRole("option", { name: "No value" }));
		expect(held()).toBe("");
	});

	it("is operated by keyboard", async () => {
		const { user, held } = mountChoice("amount");
		screen.getByRole("combobox", { name: "Value" }).focus();
		await user.keyboard("{Enter}{ArrowDown}{Enter}");
		expect(held()).toBe("none");
	});

	it("says that a value is gone rather than showing another", () => {
		mountControl("gone", (value, onChange) => (
			<Choice
				aria-label="Value"
				value={value}
				onChange={onChange}
				placeholder="Choose"
				options={properties}
			/>
		));
		expect(screen.getByRole("combobox", { name: "Value" }).textContent).toBe("Choose");
	});
});
