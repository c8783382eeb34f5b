"use client";

import { signIn } from "next-auth/react";
import { useEffect, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { callApi } from "@/components/shell/call-api";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { EntryCard } from "@/components/workspaces/entry-card";
import { PasswordInput } from "@/components/workspaces/password-input";
import { TimeZoneInput } from "@/components/workspaces/time-zone-input";
import { setupApi } from "@/lib/workspaces/setup-api";

/** First run: the first admin and the first workspace, then straight into it. */
export function SetupForm() {
	const [isPending, setPending] = useState(false);
	const [error, setError] = useState<ApiError | null>(null);
	const [zone, setZone] = useState("UTC");
	const [code, setCode] = useState("");
	useEffect(() => {
		setZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
		// The printed link has it after the #, which no server or log sees.
		setCode(new URLSearchParams(window.location.hash.slice(1)).get("code") ?? "");
	}, []);

	const submit = async (form: FormData) => {
		const field = (name: string) => String(form.get(name) ?? "");
		setPending(true);
		setError(null);
		try {
			const { workspaceSlug } = await callApi(setupApi.create, {
				body: {
					code,
					name: field("name"),
					email: field("email"),
					password: field("password"),
					workspaceName: field("workspaceName"),
					timeZone: zone,
				},
			});
			await signIn("credentials", { email: field("email"), password: field("password"), redirect: false });
			window.location.assign(`/${workspaceSlug}`);
		} catch (caught) {
			setError(caught instanceof ApiError ? caught : new ApiError("internal", "Setup failed. Try again."));
			setPending(false);
		}
	};

	return (
		<EntryCard
			title="Set up Muster"
			note="You become the first admin. Others are invited under Settings."
			problem={error && error.issues.length === 0 ? error.message : null}
			submitLabel="Create workspace"
			isPending={isPending}
			className="max-w-md"
			onSubmit={(form) => void submit(form)}
		>
			<Field
				label="Setup code"
				hint="Printed in the terminal, or the log, where Muster was started."
				error={error?.issueAt("code")}
			>
				<Input
					value={code}
					onChange={(event) => setCode(event.target.value)}
					className="font-mono"
					autoComplete="off"
					spellCheck={false}
					required
					maxLength={100}
					placeholder="xxxx-xxxx-xxxx"
				/>
			</Field>
			<Field label="Your name" error={error?.issueAt("name")}>
				<Input name="name" autoComplete="name" required maxLength={100} />
			</Field>
			<Field label="Email" error={error?.issueAt("email")}>
				<Input name="email" type="email" autoComplete="username" required />
			</Field>
			<Field label="Password" hint="At least 12 characters." error={error?.issueAt("password")}>
				<PasswordInput name="password" autoComplete="new-password" required minLength={12} />
			</Field>
			<Field
				label="Workspace"
				hint="Usually your company or brand. Its data, people and campaigns stay apart from other workspaces."
				error={error?.issueAt("workspaceName")}
			>
				<Input name="workspaceName" required maxLength={100} placeholder="Acme" />
			</Field>
			<Field
				label="Time zone"
				hint="What “today” and “this week” mean in segments."
				error={error?.issueAt("timeZone")}
			>
				<TimeZoneInput value={zone} onChange={setZone} />
			</Field>
		</EntryCard>
	);
}
