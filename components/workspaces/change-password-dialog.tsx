"use client";

import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useChangePassword } from "@/components/workspaces/api";

export function ChangePasswordDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const save = useChangePassword();
	const close = () => {
		save.reset();
		onOpenChange(false);
	};
	const submit = (form: FormData) => {
		save.mutate(
			{ body: { current: String(form.get("current")), next: String(form.get("next")) } },
			{
				onSuccess: () => {
					toast.success("Password changed");
					close();
				},
			},
		);
	};
	return (
		<FormDialog
			open={open}
			onClose={close}
			title="Change your password"
			description="It counts for every workspace you belong to. Other browsers in which you are signed in are signed out."
			failure={{ title: "Not changed", error: save.error }}
			submitLabel="Change password"
			isPending={save.isPending}
			className="max-w-sm"
			onSubmit={submit}
		>
			<Field label="Current password" error={issueOf(save.error, "current")}>
				<Input name="current" type="password" required autoComplete="current-password" />
			</Field>
			<Field label="New password" hint="At least 12 characters." error={issueOf(save.error, "next")}>
				<Input name="next" type="password" required minLength={12} autoComplete="new-password" />
			</Field>
		</FormDialog>
	);
}
