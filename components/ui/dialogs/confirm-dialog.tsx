"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/**
 * Asks before something that cannot be undone. `typeToConfirm` is for money and deletion only.
 * `onConfirm` may return a promise; the dialog stays open until it settles and closes when it succeeds.
 */
export function ConfirmDialog({
	open,
	onOpenChange,
	title,
	description,
	confirmLabel,
	variant = "default",
	typeToConfirm,
	children,
	onConfirm,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	title: string;
	description: ReactNode;
	confirmLabel: string;
	variant?: "default" | "destructive";
	typeToConfirm?: string;
	/** What else to read before confirming, over the whole width. */
	children?: ReactNode;
	onConfirm: () => unknown;
}) {
	const [typed, setTyped] = useState("");
	const [isPending, setPending] = useState(false);
	const isBlocked = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;
	const change = (next: boolean) => {
		if (!next) setTyped("");
		onOpenChange(next);
	};
	const confirm = async () => {
		setPending(true);
		try {
			await onConfirm();
			change(false);
		} catch {
			// The caller has shown the error; the dialog stays open for a retry.
		} finally {
			setPending(false);
		}
	};
	return (
		<Dialog open={open} onOpenChange={change}>
			<DialogContent className="max-w-md">
				<DialogHeader>
					<DialogTitle>{title}</DialogTitle>
					<DialogDescription asChild>
						<div>{description}</div>
					</DialogDescription>
				</DialogHeader>
				<form
					method="post"
					className="grid gap-4"
					onSubmit={(event) => {
						event.preventDefault();
						if (!isBlocked) void confirm();
					}}
				>
					{children}
					{typeToConfirm !== undefined && (
						<Field label={`Type “${typeToConfirm}” to confirm`}>
							<Input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
						</Field>
					)}
					<DialogFooter>
						<Button variant="outline" onClick={() => change(false)}>
							Cancel
						</Button>
						<Button
							type="submit"
							variant={variant === "destructive" ? "destructive" : "default"}
							disabled={isBlocked}
							isPending={isPending}
						>
							{confirmLabel}
						</Button>
					</DialogFooter>
				</form>
			</DialogContent>
		</Dialog>
	);
}
