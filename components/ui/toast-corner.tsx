"use client";

import { useTheme } from "next-themes";
import { useEffect } from "react";
import { type ExternalToast, Toaster as Sonner, toast } from "sonner";

export type ToastOptions = ExternalToast;
export type ShowToast = (kind: "success" | "error" | "message", text: string, options?: ToastOptions) => void;

const show: ShowToast = (kind, text, options) => void toast[kind](text, options);

export function ToastCorner({ onReady }: { onReady: (show: ShowToast) => void }) {
	const { resolvedTheme } = useTheme();
	// Effects of children run first: by now it is listening.
	useEffect(() => onReady(show), [onReady]);
	return (
		<Sonner
			theme={resolvedTheme === "dark" ? "dark" : "light"}
			position="bottom-right"
			closeButton
			toastOptions={{
				classNames: {
					toast: "font-sans! bg-popover! text-popover-foreground! border-border! shadow-lg!",
					description: "text-muted-foreground!",
					closeButton: "bg-popover! text-popover-foreground! border-border!",
				},
			}}
		/>
	);
}
