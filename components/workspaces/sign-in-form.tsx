"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { EntryCard } from "@/components/workspaces/entry-card";

const reasons: Record<string, string> = {
	wrong:
		"E-mail and password do not fit. Check both; an admin of your workspace can give you a new password.",
	too_many: "Too many failed attempts. Wait 15 minutes, then try again.",
	busy: "Many people are signing in at this moment. Try again in a few seconds.",
};

/** `isAgain`: signed in already, but what they may do where they want to go has changed since. */
export function SignInForm({ callback, isAgain }: { callback: string; isAgain: boolean }) {
	const [isPending, setPending] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);

	const submit = async (form: FormData) => {
		setPending(true);
		setProblem(null);
		try {
			const result = await signIn("credentials", {
				email: String(form.get("email") ?? ""),
				password: String(form.get("password") ?? ""),
				redirect: false,
			});
			if (result?.ok && !result.error) {
				// A full load: everything cached for somebody else is gone.
				window.location.assign(callback);
				return;
			}
			setProblem(reasons[result?.error ?? ""] ?? "Signing in failed on the server. Try again in a moment.");
		} catch {
			setProblem("Muster cannot be reached. Check the connection and try again.");
		}
		setPending(false);
	};

	return (
		<EntryCard
			title="Sign in"
			note={isAgain ? "Your access to this workspace has changed. Sign in again to go on." : undefined}
			problem={problem}
			submitLabel="Sign in"
			isPending={isPending}
			className="max-w-sm"
			onSubmit={(form) => void submit(form)}
		>
			<Field label="E-mail">
				<Input name="email" type="email" autoComplete="username" required autoFocus />
			</Field>
			<Field label="Password">
				<Input name="password" type="password" autoComplete="current-password" required />
			</Field>
		</EntryCard>
	);
}
