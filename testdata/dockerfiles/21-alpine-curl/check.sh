#!/bin/sh
curl -sf "$1"
