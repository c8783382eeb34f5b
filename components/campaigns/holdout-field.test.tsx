// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HoldoutField } from "@/components/campaigns/holdout-field";
import { mountControl } from "@/components/testing/mount";

function mountHoldout(holdoutBp: number) {
	return mountControl({ holdoutBp, holdoutReason: "" }, (draft, onChange) => (
		<HoldoutField
			holdoutBp={draft.holdoutBp}
			reason={draft.holdoutReason}
			onChange={(change) => onChange({ ...draft, ...change })}
		/>
	));
}

describe("the share held out", () => {
	it("asks why when no one is", async () => {
		const { user, held } = mountHoldout(1000);
		expect(screen.queryByLabelText("Why is no one held out?")).toBeNull();
		await user.click(screen.getByLabelText(/^No one/));
		await user.type(screen.getByLabelText("Why is no one held out?"), "A recall");
		expect(held()).toEqual({ holdoutBp: 0, holdoutReason: "A recall" });
	});

	it("keeps a custom share set through the API, and shows it exactly", async () => {
		const { user, held } = mountHoldout(1250);
		expect(screen.getByRole("radio", { name: /^12.5%/ }).getAttribute("aria-checked")).toBe("true");
		await user.click(screen.getByLabelText(/^20%/));
		expect(held().holdoutBp).toBe(2000);
	});

	it("is changed by the arrow keys", async () => {
		const { user, held } = mountHoldout(500);
		screen.getByRole("radio", { name: /^5%/ }).focus();
		await user.keyboard("{ArrowDown} ");
		expect(held().holdoutBp).toBe(1000);
	});
});
