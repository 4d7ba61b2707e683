// Preact and htm as every module of the console takes them: one place names the packages.
import {createContext, h, render} from 'preact';
import {useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks';
import htm from 'htm';

export const html = htm.bind(h);
export {
  createContext, render, useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
};
