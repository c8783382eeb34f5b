// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { mount } from "@/components/testing/mount";
import { SignInForm } from "@/components/workspaces/sign-in-form";

vi.mock("next-auth/react", () => ({ signIn: async () => ({ ok: false, error: "wrong" }) }));

describe("signing in", () => {
	it("shows the password with a button, and typing continues where it was", async () => {
		const { user } = mount(<SignInForm callback="/" isAgain={false} />);
		const field = screen.getByLabelText<HTMLInputElement>("Password");
		const button = screen.getByRole("button", { name: "Show password" });
		await user.type(field, "secret");
		field.setSelectionRange(2, 2);
		expect([field.type, button.getAttribute("aria-pressed")]).toEqual(["password", "false"]);
		await user.click(button);
		expect([field.type, button.getAttribute("aria-pressed")]).toEqual(["text", "true"]);
		expect(document.activeElement).toBe(field);
		await waitFor(() => expect(field.selectionStart).toBe(2));
		await user.click(button);
		expect([field.type, field.value]).toEqual(["password", "secret"]);
	});

	it("says before any failure how to get a new password, and after one what was wrong", async () => {
		const { user } = mount(<SignInForm callback="/" isAgain={false} />);
		expect(screen.getByText(/An admin of your workspace can give you a new one/)).toBeTruthy();
		await user.type(screen.getByLabelText("Email"), "ada@example.com");
		await user.type(screen.getByLabelText("Password"), "not this{Enter}");
		expect(await screen.findByText("Incorrect email or password.")).toBeTruthy();
	});
});
