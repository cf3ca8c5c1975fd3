// Before a picture: no caret blinks, and the texts are told, so that the harness can say
// which of them must be covered.
document.activeElement?.blur?.();
return { texts: parts().map(partText), shown: shown(), fits: fits() };
