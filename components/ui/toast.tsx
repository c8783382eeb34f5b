"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { ShowToast, ToastOptions } from "./toast-corner";

const ToastCorner = dynamic(async () => (await import("./toast-corner")).ToastCorner, { ssr: false });

let show: ShowToast | null = null;
const waiting: Parameters<ShowToast>[] = [];

function say(...message: Parameters<ShowToast>): void {
	if (show) show(...message);
	else waiting.push(message);
}

function begin(showToast: ShowToast): void {
	show = showToast;
	for (const message of waiting.splice(0)) show(...message);
}

/** Shows a toast; toasts shown before the corner has loaded wait for it. */
export const toast = {
	success: (text: string, options?: ToastOptions) => say("success", text, options),
	error: (text: string, options?: ToastOptions) => say("error", text, options),
	message: (text: string, options?: ToastOptions) => say("message", text, options),
};

const firstActs = ["pointerdown", "keydown"] as const;

/**
 * The corner of the screen for toasts. It is fetched once someone starts to interact: no page is slower to
 * open because of it, and it is loaded when a later request fails because the network is down.
 */
export function Toaster() {
	const [isWanted, setWanted] = useState(false);
	useEffect(() => {
		const want = () => setTimeout(() => setWanted(true), 500);
		for (const act of firstActs) window.addEventListener(act, want, { once: true });
		return () => {
			for (const act of firstActs) window.removeEventListener(act, want);
		};
	}, []);
	return isWanted && <ToastCorner onReady={begin} />;
}
