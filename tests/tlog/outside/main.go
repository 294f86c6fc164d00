// Verifies a log with Go's own sumdb packages, none of them written here: the checkpoint's
// signature, sampled entries against authenticated tiles, their inclusion, and consistency with
// every smaller tree it is asked about. Usage: main FOLDER VERIFIER-KEY [OLD-SIZE OLD-ROOT]...
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type files struct{ folder string }

func (f files) Height() int { return 8 }

func (f files) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// Go names a tile's height, C2SP does not: tile/8/0/000 is tile/0/000.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(f.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f files) entry(index, size int64) []byte {
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if rest := size - tile.N*256; rest < 256 {
		tile.W = int(rest)
	}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(f.folder, path))
	check(err)
	for skip := index % 256; skip > 0; skip-- {
		data = data[2+binary.BigEndian.Uint16(data):]
	}
	return data[2 : 2+binary.BigEndian.Uint16(data)]
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(text string) (root tlog.Hash) {
	raw, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(root[:], raw)
	return root
}

func main() {
	logged := files{os.Args[1]}
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	message, err := os.ReadFile(filepath.Join(logged.folder, "checkpoint"))
	check(err)
	opened, err := note.Open(message, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	tree := tlog.Tree{N: size, Hash: hash(lines[2])}
	reader := tlog.TileHashReader(tree, logged)
	checked := 0
	for index := int64(0); index < size; index += 1 + size/997 {
		proof, err := tlog.ProveRecord(size, index, reader)
		check(err)
		leaf := tlog.RecordHash(logged.entry(index, size))
		check(tlog.CheckRecord(proof, size, tree.Hash, index, leaf))
		checked++
	}
	for at := 3; at+1 < len(os.Args); at += 2 {
		old, err := strconv.ParseInt(os.Args[at], 10, 64)
		check(err)
		proof, err := tlog.ProveTree(size, old, reader)
		check(err)
		check(tlog.CheckTree(proof, size, tree.Hash, old, hash(os.Args[at+1])))
	}
	fmt.Println("accepted", size, "entries,", checked, "checked")
}
