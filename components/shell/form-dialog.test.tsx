// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ApiError } from "@/components/shell/api-error";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { mountControl } from "@/components/testing/mount";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

function mountForm(error: unknown = null) {
	return mountControl<string | null>(null, (_, onChange) => (
		<FormDialog
			open
			onClose={() => onChange("closed")}
			title="Invite a member"
			failure={{ title: "Not invited", error }}
			submitLabel="Invite"
			isPending={false}
			onSubmit={(form) => onChange(String(form.get("name")))}
		>
			<Field label="Name" error={issueOf(error, "name")}>
				<Input name="name" required />
			</Field>
		</FormDialog>
	));
}

describe("a form in a dialog", () => {
	it("submits what was typed, on Enter too", async () => {
		const { user, held } = mountForm();
		await user.type(screen.getByLabelText("Name"), "Ada{Enter}");
		expect(held()).toBe("Ada");
	});

	it("closes on Escape and on Cancel", async () => {
		const first = mountForm();
		await first.user.keyboard("{Escape}");
		expect(first.held()).toBe("closed");
		first.unmount();
		const second = mountForm();
		await second.user.click(screen.getByRole("button", { name: "Cancel" }));
		expect(second.held()).toBe("closed");
	});

	it("shows a refusal once: at the field it names, else above", () => {
		const named = mountForm(
			new ApiError("invalid", "No", { issues: [{ path: "name", message: "Taken already" }] }),
		);
		expect(screen.getAllByRole("alert").map(({ textContent }) => textContent)).toEqual(["Taken already."]);
		named.unmount();
		mountForm(new ApiError("forbidden", "Your role may not"));
		expect(screen.getByRole("alert").textContent).toMatch(/Not invited.*Your role may not/);
	});
});
