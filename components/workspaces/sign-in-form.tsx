"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { EntryCard } from "@/components/workspaces/entry-card";
import { PasswordInput } from "@/components/workspaces/password-input";
import { trySignIn } from "@/components/workspaces/try-sign-in";

/** `isAgain`: already signed in, but their role in the target workspace has changed since. */
export function SignInForm({ callback, isAgain }: { callback: string; isAgain: boolean }) {
	const [isPending, setPending] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);

	const submit = async (form: FormData) => {
		setPending(true);
		setProblem(null);
		const found = await trySignIn(String(form.get("email") ?? ""), String(form.get("password") ?? ""));
		if (found === null) {
			// A full load: everything cached for someone else is gone.
			window.location.assign(callback);
			return;
		}
		setProblem(found);
		setPending(false);
	};

	return (
		<EntryCard
			title="Sign in"
			note={isAgain ? "Your access to this workspace has changed. Sign in again to continue." : undefined}
			problem={problem}
			submitLabel="Sign in"
			isPending={isPending}
			className="max-w-sm"
			onSubmit={(form) => void submit(form)}
		>
			<Field label="Email">
				<Input name="email" type="email" autoComplete="username" required autoFocus />
			</Field>
			<Field
				label="Password"
				hint="Forgot it? An admin of your workspace can give you a new one, under Settings, Members."
			>
				<PasswordInput name="password" autoComplete="current-password" required />
			</Field>
		</EntryCard>
	);
}
